"""What people say: respondents, answers, decisions about answers, and the claims that follow from them."""
