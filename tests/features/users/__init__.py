"""Tests of accounts and of broken glasses."""
