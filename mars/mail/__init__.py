"""The letters that go out, as those see them who look after the mail."""
