"""What is kept of AWS: one module for each subject, frozen facts without secrets."""
