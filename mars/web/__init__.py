"""HTTP furniture that every slice shares: who may come in, what a page gets, how faults look."""
