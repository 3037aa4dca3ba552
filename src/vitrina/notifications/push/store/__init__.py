"""What is kept of devices and pushes."""
