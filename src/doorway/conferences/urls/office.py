"""What schools and the district do to hold a conference."""

from __future__ import annotations

from django.urls import path
from django.urls.resolvers import URLPattern, URLResolver

from doorway.conferences.views.district import calendar, days_off, decisions
from doorway.conferences.views.office import booking, check, conferences, days, families, hosts, times

ONE = "conferences/<uuid:conference_id>/"
MEETING = f"{ONE}meetings/<uuid:appointment_id>/"
DECIDE = "district/conferences/<uuid:conference_id>/"

urlpatterns: list[URLPattern | URLResolver] = [
    path("conferences/", conferences.conferences, name="office_conferences"),
    path("conferences/new/", conferences.new_conference, name="office_new"),
    path(ONE, conferences.conference, name="office_conference"),
    path(f"{ONE}days/", days.days, name="office_days"),
    path(f"{ONE}days/<uuid:window_id>/again/", days.repeat_day, name="office_repeat_day"),
    path(f"{ONE}days/<uuid:window_id>/", days.change_day, name="office_change_day"),
    path(f"{ONE}days/<uuid:window_id>/remove/", days.remove_day, name="office_remove_day"),
    path(f"{ONE}times/", times.times, name="office_times"),
    path(f"{ONE}people/", hosts.hosts, name="office_hosts"),
    path(f"{ONE}people/<uuid:host_id>/", hosts.host, name="office_host"),
    path(f"{ONE}people/<uuid:host_id>/times/<uuid:time_id>/remove/", hosts.remove_time, name="office_remove_time"),
    path(f"{ONE}rooms/", hosts.rooms, name="office_rooms"),
    path(f"{ONE}rooms/<uuid:room_id>/", hosts.room, name="office_room"),
    path(f"{ONE}check/", check.check, name="office_check"),
    path(f"{ONE}send/", check.send, name="office_send"),
    path(f"{ONE}take-back/", check.take_back, name="office_take_back"),
    path(f"{ONE}invitations/", families.invitations, name="office_invitations"),
    path(f"{ONE}invite/", families.invite, name="office_invite"),
    path(f"{ONE}board/", families.board_page, name="office_board"),
    path(f"{ONE}families/<uuid:student_id>/", booking.family, name="office_family"),
    path(f"{ONE}families/<uuid:student_id>/letter/", booking.letter, name="office_letter"),
    path(MEETING, booking.meeting, name="office_meeting"),
    path(f"{MEETING}move/", booking.move_meeting, name="office_meeting_move"),
    path(f"{MEETING}who-comes/", booking.attending, name="office_meeting_attending"),
    path(f"{MEETING}cancel/", booking.cancel_meeting, name="office_meeting_cancel"),
    path(f"{MEETING}interpreter/", booking.set_interpreter, name="office_meeting_interpreter"),
    path(f"{ONE}schedule/", families.schedule, name="office_schedule"),
    path(f"{ONE}arrivals/", families.arrivals_page, name="office_arrivals"),
    path(f"{ONE}signs/", families.signs, name="office_signs"),
    path("district/", decisions.waiting, name="district_conferences"),
    path("district/calendar/", calendar.calendar, name="district_calendar"),
    path("district/days-off/", days_off.days_off, name="district_days_off"),
    path("district/days-off/<uuid:day_id>/remove/", days_off.remove, name="district_day_off_remove"),
    path("district/past/", calendar.past, name="district_past"),
    path(DECIDE, decisions.conference, name="district_conference"),
    path(f"{DECIDE}approve/", decisions.approve_conference, name="district_approve"),
    path(f"{DECIDE}send-back/", decisions.return_conference, name="district_return"),
    path(f"{DECIDE}publish/", decisions.publish_conference, name="district_publish"),
]
