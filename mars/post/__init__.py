"""Everything that leaves by e-mail. Knows letters and the outbox; never why a step was taken."""
