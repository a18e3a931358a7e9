"""What good looks like: the operating model as plain, frozen values.

Loading it from the questionnaires is `assess.model.loading`; this room knows nothing of answers, evidence or scores.
"""
