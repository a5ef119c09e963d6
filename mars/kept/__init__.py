"""What is kept for a while and then wiped: marks of forms, text not saved yet, forms come too late.

None of it belongs to a supervision; each room says for how long it keeps and for whom.
"""
