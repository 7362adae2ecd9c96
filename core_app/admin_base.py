"""How every page of the manager's admin behaves, whatever it shows.

Two managers sit at two screens, and the shop goes on working: so a form writes only what its
page's reader changed, and locks no key that other rows are just being hung on.
"""

from decimal import Decimal
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.options import IncorrectLookupParameters
from django.contrib.admin.utils import unquote
from django.contrib.admin.views.main import ChangeList
from django.core.exceptions import EmptyResultSet
from django.core.paginator import Paginator
from django.db import IntegrityError, models, transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.functional import cached_property

from core_app import audit, audit_words
from core_app.card_numbers import refuse_card_number
from core_app.money import as_number
from core_app.thai_spelling import fold, folded_words, has_words

_AHEAD = 10  # pages
_LAST_PAGE = 1_000_000
_LAST_PLACE = 32_767  # what the column takes on either engine


def has_history(obj: models.Model) -> bool:
    """Tell whether a row of any other table points at `obj`; rows that go with it do not count.

    Found by the relations themselves, so that an app needs to know nothing of those above it.
    """
    relations = (
        field
        for field in obj._meta.get_fields(include_hidden=True)
        if field.auto_created
        and (field.one_to_many or field.one_to_one)
        and field.on_delete is not models.CASCADE
    )
    return any(
        relation.related_model._base_manager.filter(**{relation.field.name: obj}).exists()
        for relation in relations
    )


class _AskableList(ChangeList):
    """Finds out before it asks that a filter from the address cannot be asked at all.

    Django reads most of them when it builds the question; a year that no calendar has fails later,
    as a fault. So it is answered as Django answers the others: with the list, unfiltered.
    """

    def get_queryset(self, request: HttpRequest, exclude_parameters=None) -> models.QuerySet:
        """Raises IncorrectLookupParameters."""
        queryset = super().get_queryset(request, exclude_parameters)
        try:
            queryset.query.sql_with_params()
        except EmptyResultSet:
            pass  # nothing can be found, which is an answer
        except (OverflowError, TypeError, ValueError) as error:
            raise IncorrectLookupParameters(error) from error
        return queryset


class _Lists(admin.ModelAdmin):
    """What every list of the admin does with its address."""

    def get_changelist(self, request: HttpRequest, **kwargs) -> type[ChangeList]:
        return _AskableList


class ShopAdmin(_Lists):
    """The stock pages; each change stands in the audit log, and what has a history stays.

    `audit_subject` names the rows in the audit log ("staff" gives "staff.changed"), `kept_sentence`
    says what to do instead of deleting.
    """

    actions = None  # the stock bulk delete asks no questions about each row
    audit_subject: str
    kept_sentence: str

    def __init__(self, model: type[models.Model], admin_site: admin.AdminSite):
        """Teach the audit log the Thai words of what this page does."""
        super().__init__(model, admin_site)
        noun = str(model._meta.verbose_name)
        fields = [*model._meta.concrete_fields, *model._meta.many_to_many]
        audit_words.teach(
            self.audit_subject,
            name=noun,
            actions={"added": f"เพิ่ม{noun}", "changed": f"แก้ไข{noun}", "deleted": f"ลบ{noun}"},
            details={field.name: str(field.verbose_name) for field in fields},
            values={code: label for field in fields for code, label in field.flatchoices},
        )

    def formfield_for_dbfield(self, db_field, request: HttpRequest, **kwargs):
        """Let the form carry what its page showed.

        "Changed" then means changed by the reader: of two managers who save the same list, each
        writes only the rows they touched, and none brings back what the other one replaced.
        """
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if field is not None:
            field.show_hidden_initial = True
        if isinstance(field, forms.CharField):
            field.validators.append(refuse_card_number)
        return field

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        """Offer a new row the last place; the manager moves it up when it should stand higher."""
        initial = super().get_changeform_initial_data(request)
        if "position" not in {field.name for field in self.opts.fields}:
            return initial
        last = self.model._base_manager.aggregate(last=models.Max("position"))["last"] or 0
        return {"position": min(last + 1, _LAST_PLACE)} | initial

    def get_search_results(
        self, request: HttpRequest, queryset: models.QuerySet, search_term: str
    ) -> tuple[models.QuerySet, bool]:
        """Find rows that hold every word, however its Thai was typed.

        Compared here and not in the database: no engine knows these spellings, and what a manager
        keeps are a few thousand rows.
        """
        words = folded_words(search_term)
        if not words or not self.search_fields:
            return queryset, False
        rows = queryset.values_list("pk", *self.search_fields)
        found = [pk for pk, *texts in rows if has_words(words, "\n".join(map(fold, texts)))]
        return queryset.filter(pk__in=found), False

    def get_changelist_form(self, request: HttpRequest, **kwargs):
        """Check a row edited in the list as strictly as one on its own page."""
        return super().get_changelist_form(request, **({"form": self.form} | kwargs))

    def changelist_view(self, request: HttpRequest, extra_context=None) -> HttpResponse:
        """Check and save edited rows in one transaction; Django's own begins after the check."""
        if request.method != "POST":
            return super().changelist_view(request, extra_context)
        with transaction.atomic():
            return super().changelist_view(request, extra_context)

    def save_model(self, request: HttpRequest, obj: models.Model, form, change: bool) -> None:
        """Write what changed, and a line in the audit log, in the transaction of the page.

        All fields at once would undo what somebody else wrote since the form was read.
        """
        if not change:
            super().save_model(request, obj, form, change)
            self._record(request, obj, "added", after=_plain(obj, form.fields))
            return
        everything = self.model._base_manager.select_for_update(no_key=True)
        stored = get_object_or_404(everything, pk=obj.pk)
        before, after = _plain(stored, form.changed_data), _plain(obj, form.changed_data)
        names = [name for name in after if after[name] != before[name]]
        if not names:
            return
        obj.save(update_fields=[*names, *_automatic_names(obj)])
        changes = {
            "before": {name: before[name] for name in names},
            "after": {name: after[name] for name in names},
        }
        self._record(request, obj, "changed", **changes)

    def save_related(self, request: HttpRequest, form, formsets, change: bool) -> None:
        """Write what the reader chose of other tables, and say so in the audit log."""
        before = self.chosen(form.instance) if change else {}
        for field in self.opts.many_to_many if change else ():
            if field.name not in form.changed_data:
                form.cleaned_data.pop(field.name, None)  # Django writes what is in there
        super().save_related(request, form, formsets, change)
        self.save_chosen(form)
        after = self.chosen(form.instance)
        names = [name for name in after if after[name] != before.get(name, [])]
        if names:
            changes = {
                "before": {name: before.get(name, []) for name in names},
                "after": {name: after[name] for name in names},
            }
            self._record(request, form.instance, "changed", **changes)

    def save_chosen(self, form) -> None:
        """Write what its reader changed of what a form asks besides the fields of its row."""

    def chosen(self, obj: models.Model) -> dict[str, list[str]]:
        """Return, by field, the names of the rows of other tables that were chosen for `obj`."""
        names = [field.name for field in obj._meta.many_to_many]
        return {name: [str(each) for each in getattr(obj, name).all()] for name in names}

    def delete_model(self, request: HttpRequest, obj: models.Model) -> None:
        """Delete, and say so in the audit log."""
        self._record(request, obj, "deleted", name=str(obj))
        super().delete_model(request, obj)

    def is_kept(self, obj: models.Model) -> bool:
        """Tell whether `obj` must stay. Asked several times a page, answered once."""
        if not hasattr(obj, "_is_kept"):
            obj._is_kept = has_history(obj)
        return obj._is_kept

    def has_delete_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        """What has a history is offered no deletion."""
        return super().has_delete_permission(request, obj) and not (obj and self.is_kept(obj))

    def get_fieldsets(self, request: HttpRequest, obj: models.Model | None = None):
        """Where there is no delete button, say what to do instead."""
        fieldsets = super().get_fieldsets(request, obj)
        if obj is None or not self.is_kept(obj):
            return fieldsets
        (name, options), *others = fieldsets
        return [(name, options | {"description": self.kept_sentence}), *others]

    def delete_view(self, request: HttpRequest, object_id: str, extra_context=None) -> HttpResponse:
        """Ask and delete; refuse what has a history, even if it got one just now."""
        obj = self.get_object(request, unquote(object_id))
        if obj is not None and self.is_kept(obj):
            return self._refuse_delete(request, obj)
        try:
            return super().delete_view(request, object_id, extra_context)
        except IntegrityError:  # it was used between the question and the deed
            return self._refuse_delete(request, obj)

    def _refuse_delete(self, request: HttpRequest, obj: models.Model) -> HttpResponse:
        list(messages.get_messages(request))  # forgets a "deleted" said before the database refused
        self.message_user(request, self.kept_sentence, messages.ERROR)
        name = f"{self.opts.app_label}_{self.opts.model_name}_change"
        return redirect(reverse(f"{self.admin_site.name}:{name}", args=[obj.pk]))

    def _record(self, request: HttpRequest, obj: models.Model, deed: str, **details: Any) -> None:
        audit.record(
            action=f"{self.audit_subject}.{deed}",
            subject=self.audit_subject,
            subject_id=obj.pk,
            staff=request.user,
            **details,
        )


class PagesAhead(Paginator):
    """Pages of a list that grows for years: rows are counted as far as some pages ahead.

    `has_more` says that there are more than `count`.
    """

    def __init__(self, rows: models.QuerySet, per_page: int, *, asked: int):
        super().__init__(rows, per_page)
        self.most = per_page * (min(max(asked, 1), _LAST_PAGE) + _AHEAD)
        self.has_more = False

    @cached_property
    def count(self) -> int:
        """How many rows there are, as far as is looked."""
        found = self.object_list.values("pk")[: self.most + 1].count()
        self.has_more = found > self.most
        return min(found, self.most)


class ReadOnlyAdmin(_Lists):
    """Pages that show and never change."""

    actions = None

    def get_paginator(self, request: HttpRequest, queryset, per_page: int, *args, **options):
        """Count no further than a reader may go next."""
        asked = request.GET.get("p", "")
        return PagesAhead(queryset, per_page, asked=int(asked) if asked.isdecimal() else 1)

    def has_add_permission(self, request: HttpRequest, obj=None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj=None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj=None) -> bool:
        return False


def _plain(obj: models.Model, names) -> dict[str, Any]:
    """Return those columns of `obj` among `names` as the audit log keeps them; never a password."""
    columns = {field.name: field for field in obj._meta.concrete_fields}
    return {
        name: _plain_value(columns[name].value_from_object(obj))
        for name in names
        if name in columns and name != "password"
    }


def _plain_value(value: Any) -> Any:
    return as_number(value) if isinstance(value, Decimal) else value


def _automatic_names(obj: models.Model) -> list[str]:
    return [field.name for field in obj._meta.concrete_fields if getattr(field, "auto_now", False)]
