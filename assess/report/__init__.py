"""How it is told: one document model, and the formats it is written in."""
