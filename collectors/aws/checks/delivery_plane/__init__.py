"""The delivery plane in AWS: who may take a deploy role from where, what builds, what is kept, who would notice."""
