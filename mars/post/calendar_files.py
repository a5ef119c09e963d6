"""The calendar file of a letter: when, how, the MARS reference. Never who else, never a link."""

from datetime import UTC, datetime, timedelta

from icalendar import Calendar as CalendarFile
from icalendar import Event, vCalAddress

from mars.post.letters import Calendar, Method

SEE_PAGE = "Please see the page behind the link in your e-mail."


def calendar_file(
    calendar: Calendar, *, reference: str, attendee: str, organiser: str, host: str, stamp: datetime
) -> bytes:
    """The file as bytes (RFC 5545, UTC times).

    `attendee` and `organiser` are addresses, the organiser's being the sender's. The same meeting
    and `host` give the same UID, so that a moved or cancelled date replaces the earlier one.
    """
    appointment = calendar.appointment
    cancelled = calendar.method is Method.CANCEL
    starts_at = appointment.starts_at.astimezone(UTC)

    event = Event()
    event.add("uid", f"{appointment.meeting_id}@{host}")
    event.add("sequence", appointment.sequence)
    event.add("dtstamp", stamp.astimezone(UTC))
    event.add("dtstart", starts_at)
    event.add("dtend", starts_at + timedelta(minutes=appointment.minutes))
    event.add("summary", f"Reflective session ({reference})")
    event.add("location", appointment.place.label)
    if not cancelled:
        event.add("description", SEE_PAGE)
    event.add("class", "PRIVATE")
    event.add("status", "CANCELLED" if cancelled else "CONFIRMED")
    event.add("transp", "TRANSPARENT" if cancelled else "OPAQUE")
    event.add("organizer", _person(organiser))
    event.add("attendee", _person(attendee, role="REQ-PARTICIPANT", rsvp="FALSE"))

    file = CalendarFile()
    file.add("prodid", "-//MARS//Multi-agency reflective supervision//EN")
    file.add("version", "2.0")
    file.add("calscale", "GREGORIAN")
    file.add("method", calendar.method.value)
    file.add_component(event)
    return bytes(file.to_ical())


def _person(address: str, **parameters: str) -> vCalAddress:
    person = vCalAddress(f"mailto:{address}")
    person.params.update(parameters)
    return person
