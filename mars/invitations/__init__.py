"""The team of a request: who is asked, what they answered, asking more people and stopping."""
