"""Template tags of the policy and the follow-up."""
