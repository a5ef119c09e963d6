"""The agenda of each model of practice, one module each; knows nothing of any one supervision."""
