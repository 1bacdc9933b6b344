"""The flows of the house by keyboard alone, with their keys counted: the real window over a real demo clinic."""
