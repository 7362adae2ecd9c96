"""The audit log, for managers to read."""

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from core_app import audit_words
from core_app.admin_base import ReadOnlyAdmin
from core_app.models import AuditEvent
from core_app.thai_dates import thai_datetime


def who_did(event: AuditEvent) -> str:
    """Return the author, and the sender with the device where that was somebody else."""
    sent = audit_words.sender_text(event.sender, event.client_id)
    return " · ".join(filter(None, (str(event.staff or "-"), sent)))


class ActionFilter(admin.SimpleListFilter):
    """By what was done. The choices are the known ones: asking the log would read all of it."""

    title = "การกระทำ"
    parameter_name = "action"

    def lookups(self, request: HttpRequest, model_admin: admin.ModelAdmin) -> list:
        return audit_words.known_actions()

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        return queryset.filter(action=self.value()) if self.value() else queryset


@admin.register(AuditEvent)
class AuditEventAdmin(ReadOnlyAdmin):
    """Who did what, newest first. Nobody changes it; the database sees to that."""

    list_display = ("when", "act", "about", "subject_id", "who", "told")
    list_filter = (ActionFilter, "created_at")
    list_select_related = ("staff", "sender")
    list_per_page = 50
    ordering = ("-id",)
    search_fields = ("subject_id",)
    search_help_text = "ค้นหาด้วยหมายเลข"
    show_full_result_count = False
    fields = readonly_fields = ("when", "act", "about", "subject_id", "who", "told", "request_id")

    @admin.display(description="เวลา", ordering="id")
    def when(self, event: AuditEvent) -> str:
        return thai_datetime(event.created_at)

    @admin.display(description="การกระทำ")
    def act(self, event: AuditEvent) -> str:
        return audit_words.action_word(event.action)

    @admin.display(description="เรื่อง")
    def about(self, event: AuditEvent) -> str:
        return audit_words.subject_word(event.subject)

    @admin.display(description="โดย")
    def who(self, event: AuditEvent) -> str:
        return who_did(event)

    @admin.display(description="รายละเอียด")
    def told(self, event: AuditEvent) -> str:
        return audit_words.details_text(event.subject, event.details)

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet, search_term: str
    ) -> tuple[QuerySet, bool]:
        """Find by the exact number; anything else is no number and finds nothing."""
        term = search_term.strip().removeprefix("#")
        if not term:
            return queryset, False
        found = queryset.filter(subject_id=int(term)) if term.isdecimal() else queryset.none()
        return found, False
