"""Django's handle on this slice."""

from django.apps import AppConfig
from django.db.models.signals import post_migrate


class ComplianceConfig(AppConfig):
    """The board's policy, and who has been met."""

    name = "doorway.compliance"
    label = "compliance"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Count where every student stands, on an installation that had students before; say what is kept from whom,
        which records grow old, which parts of a plan are asked, and what follows from a student's grades.
        """
        from doorway.compliance import aging  # late: models must be loaded first
        from doorway.compliance.following import recount_where_missing  # late: the same
        from doorway.compliance.queries.follow_up import follows_from_grades  # late: the same
        from doorway.compliance.queries.keeping import stands_in_the_way  # late: the same
        from doorway.compliance.queries.parts import parts_of_policy  # late: the same
        from doorway.compliance.queries.sight import kept_from_on  # late: the same
        from doorway.plans.queries.asked import asked_by  # late: the same
        from doorway.roster.access.kinds import keep_by  # late: the same
        from doorway.roster.counting import said_by  # late: the same
        from doorway.roster.keeping import hold_with, register  # late: the same

        post_migrate.connect(recount_where_missing, sender=self)
        hold_with(stands_in_the_way)
        keep_by(kept_from_on)
        asked_by(parts_of_policy)
        said_by(follows_from_grades)
        old = (aging.SurveyAnswers, aging.SurveyAsked, aging.Tries, aging.GroupConferences, aging.CounselorsTime)
        for kind in old:
            register(kind())
