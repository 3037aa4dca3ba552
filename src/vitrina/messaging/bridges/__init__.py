"""Ways into a conversation from other places."""
