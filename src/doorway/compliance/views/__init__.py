"""Pages of the policy and of the follow-up."""
