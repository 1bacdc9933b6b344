"""Tests of the models and their recipes; none needs the data that they were trained on."""
