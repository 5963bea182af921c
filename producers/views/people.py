"""Who acts for a producer."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from common.dates import today
from common.errors import DomainError
from common.http import get_visible, need, show_refusal
from producers import selectors, services
from producers.forms import MemberForm
from producers.views.register import REGISTRARS, shown, visible


@login_required
@require_POST
def member_add(request: HttpRequest, code: str) -> HttpResponse:
    producer = visible(request.user, code, today())
    need(request.user, "producers.identify_producer", producer, REGISTRARS)
    form = MemberForm(request.POST)
    if form.is_valid():
        person = form.cleaned_data["username"]
        try:
            services.add_member(producer=producer, user=person, actor=request.user, on=today())
        except DomainError as error:
            show_refusal(form, error)
        else:
            messages.success(request, f"{person.full_name} làm được hồ sơ thay {producer.name}")
            return redirect("producers:producer_detail", code=producer.code)
    return shown(request, producer, people=form)


@login_required
@require_POST
def member_end(request: HttpRequest, code: str) -> HttpResponse:
    on = today()
    producer = visible(request.user, code, on)
    need(request.user, "producers.identify_producer", producer, REGISTRARS)
    people = selectors.members_of(producer, on=on)
    person = get_visible(people, username=request.POST.get("username", ""))
    services.end_member(producer=producer, user=person, actor=request.user, on=on)
    messages.success(request, f"{person.full_name} không còn làm thay {producer.name}")
    return redirect("producers:producer_detail", code=producer.code)
