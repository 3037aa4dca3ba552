"""What the people of the demo world have in common."""

# It is printed at every start and shown on the sign-in page: nobody is to be kept out of a demo.
PASSWORD = "vitrina-demo"  # noqa: S105
