"""Whom Django lets in: at the log-in, and again at each request of a session."""

from django.contrib.auth.backends import ModelBackend

from staff_app.models import User


class StaffBackend(ModelBackend):
    """Names and passwords of the staff; a closed account's session ends too."""

    def user_can_authenticate(self, user: User) -> bool:
        """Asked for a log-in and for a session alike."""
        return user.may_come_in
