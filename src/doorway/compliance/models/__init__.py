"""The board's policy in versions."""

from doorway.compliance.models.policies import BoardPolicy, Consultation, PolicyRule, PolicyText

__all__ = ["BoardPolicy", "Consultation", "PolicyRule", "PolicyText"]
