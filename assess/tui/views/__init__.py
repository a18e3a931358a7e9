"""The views of the app; each is imported and mounted when it is first visited."""
