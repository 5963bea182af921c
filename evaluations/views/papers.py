"""The papers of a dossier: out of the vault, new ones, what they prove; and their bytes."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from common.dates import today
from common.errors import DomainError
from common.http import get_visible, sent_on, show_refusal
from common.middleware import takes_papers
from documents.services import page_picture, paper_rules, stream
from evaluations.forms.papers import ChooseForm, CriteriaForm, PaperForm
from evaluations.models import Dossier, DossierPaper
from evaluations.selectors import dossier as selectors
from evaluations.selectors import vault
from evaluations.selectors.criteria import parsed
from evaluations.services import papers as services
from evaluations.views.guide import guide, mine, must_be_open, step_url
from evaluations.workflow.dossier import FORMS_OPEN, PAPERS_OPEN
from producers.enums import PaperKind

# Of a full vault so many stand open, the rest behind one more press.
_FIRST_OFFERS = 6


def _wanted(request: HttpRequest, dossier: Dossier) -> tuple[list[str], str]:
    """For which criteria and of which kind a paper is looked for: ``?tieu-chi=…&loai=…``."""
    known = parsed(dossier.sheet).by_code
    criteria = [code for code in request.GET.getlist("tieu-chi") if code in known]
    kind = request.GET.get("loai", "")
    if kind not in PaperKind.values:
        kind = next((one for code in criteria for one in vault.kinds_proving(dossier, code)), "")
    return criteria, kind


@takes_papers
@login_required
@require_http_methods(["GET", "POST"])
def dossier_papers(request: HttpRequest, code: str) -> HttpResponse:
    """The step "Giấy tờ". A new paper is stored at once; its number and days are asked after."""
    dossier = mine(request, code)
    must_be_open(dossier, PAPERS_OPEN)
    criteria, kind = _wanted(request, dossier)
    sent = request.POST if request.method == "POST" else None
    first = kind or PaperKind.BUSINESS
    form = PaperForm(sent, sheet=parsed(dossier.sheet), chosen=criteria, initial={"kind": first})
    if sent is None:
        return _page(request, dossier, form=form)
    if not form.is_valid():
        return _page(request, dossier, form=form, status=400)
    given = form.cleaned_data
    try:
        use = services.add_papers(
            dossier=dossier,
            uploads=request.FILES.getlist("file"),
            kind=given["kind"],
            title=given["title"],
            criteria=given["criteria"],
            actor=request.user,
            on=today(),
        )
    except DomainError as error:
        show_refusal(form, error)
        return _page(request, dossier, form=form, status=error.status)
    messages.success(request, f"Đã thêm “{use.title}”")
    return sent_on(request, f"{step_url(dossier, 'papers')}#giay-{use.code}")


@login_required
@require_POST
def dossier_papers_choose(request: HttpRequest, code: str) -> HttpResponse:
    """Papers of the vault into the dossier, several at once."""
    dossier = mine(request, code)
    form = ChooseForm(
        request.POST,
        sheet=parsed(dossier.sheet),
        papers=vault.choosable(dossier),
        auto_id="kho_%s",
    )
    if not form.is_valid():
        must_be_open(dossier, PAPERS_OPEN)
        return _page(request, dossier, choose=form, status=400)
    try:
        uses = services.use_papers(
            dossier=dossier, actor=request.user, on=today(), **form.cleaned_data
        )
    except DomainError as error:
        must_be_open(dossier, PAPERS_OPEN)
        show_refusal(form, error)
        return _page(request, dossier, choose=form, status=error.status)
    messages.success(request, f"Đã dùng {len(uses)} giấy tờ trong kho")
    return redirect(step_url(dossier, "papers"))


def _page(
    request: HttpRequest,
    dossier: Dossier,
    *,
    form: PaperForm | None = None,
    choose: ChooseForm | None = None,
    status: int = 200,
) -> HttpResponse:
    on, sheet = today(), parsed(dossier.sheet)
    criteria, kind = _wanted(request, dossier)
    first = {"kind": kind or PaperKind.BUSINESS}
    options: dict[str, Any] = {"sheet": sheet, "chosen": criteria}
    offers = vault.offers(dossier, on=on, criteria=criteria, kind=kind)
    own = [offer for offer in offers if not offer.others]
    uses = vault.uses_of(dossier, on=on)
    context = {
        **guide(dossier, "papers", "Giấy tờ"),
        **paper_rules(),
        "form": form or PaperForm(initial=first, **options),
        "choose": choose
        or ChooseForm(papers=vault.choosable(dossier), auto_id="kho_%s", **options),
        "uses": uses,
        "tags": sheet.criteria,
        "offers": offers,
        "first_offers": own[:_FIRST_OFFERS],
        "more_offers": own[_FIRST_OFFERS:],
        "other_offers": offers[len(own) :],
        "wanted": [sheet.by_code[code] for code in criteria],
        "producer": dossier.product.producer,
        "only_papers": dossier.state not in FORMS_OPEN,
    }
    return render(request, "evaluations/dossier_papers.html", context, status=status)


@login_required
@require_POST
def dossier_paper_tag(request: HttpRequest, code: str, paper: str) -> HttpResponse:
    dossier, use = _use(request, code, paper)
    form = CriteriaForm(request.POST, sheet=parsed(dossier.sheet))
    criteria = (
        form.cleaned_data["criteria"] if form.is_valid() else request.POST.getlist("criteria")
    )
    services.tag_paper(paper=use, criteria=criteria, actor=request.user, on=today())
    messages.success(request, f"Đã gắn tiêu chí cho “{use.title}”")
    return redirect(f"{step_url(dossier, 'papers')}#giay-{use.code}")


@login_required
@require_POST
def dossier_paper_newer(request: HttpRequest, code: str, paper: str) -> HttpResponse:
    dossier, use = _use(request, code, paper)
    services.take_newer(paper=use, actor=request.user, on=today())
    messages.success(request, f"Hồ sơ nay dùng bản mới của “{use.title}”")
    return redirect(step_url(dossier, "papers"))


@login_required
@require_POST
def dossier_paper_remove(request: HttpRequest, code: str, paper: str) -> HttpResponse:
    dossier, use = _use(request, code, paper)
    services.remove_paper(paper=use, actor=request.user, on=today())
    messages.success(request, f"Đã bỏ “{use.title}” khỏi hồ sơ")
    return redirect(step_url(dossier, "papers"))


def _use(request: HttpRequest, code: str, paper: str) -> tuple[Dossier, DossierPaper]:
    dossier = mine(request, code)
    return dossier, get_visible(dossier.papers.all(), code=paper)


# --- bytes ----------------------------------------------------------------------------------------


@login_required
@require_GET
def dossier_paper(request: HttpRequest, code: str, paper: str) -> FileResponse:
    """A paper of the dossier, or one that was filed and is no longer in it.

    ``?xem=1`` opens it in the page instead of saving it.
    """
    dossier = get_visible(selectors.visible_to(request.user, on=today()), code=code)
    use = dossier.papers.filter(code=paper).first()
    found = (use.file, use.filename) if use else vault.filed_paper(dossier, paper)
    if found is None:
        raise Http404
    file, filename = found
    return stream(file, filename=filename, inline="xem" in request.GET)


@login_required
@require_GET
def dossier_paper_picture(request: HttpRequest, code: str, paper: str, number: int) -> FileResponse:
    """A small picture of one of the first pages."""
    dossier = get_visible(selectors.visible_to(request.user, on=today()), code=code)
    use = get_visible(dossier.papers.all(), code=paper)
    picture = get_visible(use.paper.pictures.select_related("thumbnail"), number=number)
    return stream(picture.thumbnail, filename=f"{use.code}-{number}.jpg", inline=True)


@login_required
@require_GET
def dossier_paper_page(request: HttpRequest, code: str, paper: str, number: int) -> HttpResponse:
    """A page as a picture that can be read: many tablets show no PDF inside a page.

    The browser may keep it but asks each time, so that who may no longer see it no longer does.
    """
    dossier = get_visible(selectors.visible_to(request.user, on=today()), code=code)
    use = get_visible(dossier.papers.all(), code=paper)
    mark = f'"{use.file.digest[:32]}-{number}"'
    if request.headers.get("if-none-match") == mark:
        response = HttpResponse(status=304)
    else:
        try:
            content = page_picture(use.file, number)
        except ValueError:
            raise Http404 from None
        response = HttpResponse(content, content_type="image/jpeg")
    response["ETag"] = mark
    response["Cache-Control"] = "private, no-cache"
    response["X-Content-Type-Options"] = "nosniff"
    return response
