from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import F, Q

from accounts.models import User
from common.codes import new_record_code
from common.models import TimeStamped
from evaluations.enums import AppraisalState
from evaluations.models.dossier import Dossier, DossierPaper


class Appraisal(TimeStamped):
    """The advisory team's work on one dossier and its report to the Council's chair (Đ7.3.c).

    For a re-rating the advisory body writes the report (Đ7.6.c). Frozen once reported.
    """

    code = models.CharField("mã", max_length=12, unique=True, default=new_record_code)
    dossier = models.OneToOneField(Dossier, on_delete=models.CASCADE, related_name="appraisal")
    state = models.CharField(
        "trạng thái", max_length=10, choices=AppraisalState, default=AppraisalState.ASSIGNED
    )
    assigned_on = models.DateField("ngày giao")
    assigned_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    due_on = models.DateField("hạn báo cáo", null=True, blank=True)
    survey_on = models.DateField("ngày khảo sát", null=True, blank=True)
    survey_place = models.CharField("nơi khảo sát", max_length=200, blank=True)
    survey_people = models.TextField("thành phần khảo sát", blank=True)
    survey_findings = models.TextField("kết quả khảo sát", blank=True)
    # A remark per criterion of the sheet, {code: text}; no points: marks are the Council's.
    findings = models.JSONField("nhận xét theo tiêu chí", default=dict, encoder=DjangoJSONEncoder)
    strengths = models.TextField("điểm mạnh", blank=True)
    weaknesses = models.TextField("hạn chế", blank=True)
    conclusion = models.TextField("kết luận, đề xuất", blank=True)
    report_number = models.CharField("số báo cáo", max_length=60, blank=True)
    signer = models.CharField("người ký", max_length=120, blank=True)
    reported_on = models.DateField("ngày báo cáo", null=True, blank=True)
    snapshot = models.JSONField("nội dung lúc báo cáo", null=True, encoder=DjangoJSONEncoder)
    digest = models.CharField("mã băm", max_length=64, blank=True)
    version = models.PositiveIntegerField("lần lưu", default=1)

    class Meta:
        verbose_name = "thẩm định của Tổ tư vấn"
        verbose_name_plural = "thẩm định của Tổ tư vấn"
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=AppraisalState.values), name="appraisal_state_known"
            ),
            models.CheckConstraint(
                condition=~Q(state=AppraisalState.REPORTED) | Q(reported_on__isnull=False),
                name="appraisal_reported_has_day",
            ),
            models.CheckConstraint(
                condition=Q(due_on__isnull=True) | Q(due_on__gte=F("assigned_on")),
                name="appraisal_due_after_assigned",
            ),
        ]

    def __str__(self) -> str:
        return f"Thẩm định – {self.dossier}"


class AppraisalMember(models.Model):
    """Somebody of the advisory team who works on this dossier."""

    appraisal = models.ForeignKey(Appraisal, on_delete=models.CASCADE, related_name="members")
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="appraisals")
    leads = models.BooleanField("trưởng nhóm", default=False)

    class Meta:
        verbose_name = "thành viên thẩm định"
        verbose_name_plural = "thành viên thẩm định"
        ordering = ["-leads", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["appraisal", "user"], name="appraisal_member_once"),
            models.UniqueConstraint(
                fields=["appraisal"], condition=Q(leads=True), name="appraisal_one_lead"
            ),
        ]

    def __str__(self) -> str:
        return self.user.full_name


class RequestedTest(TimeStamped):
    """A further test that the team asked for, and what came back (Đ7.3.c)."""

    appraisal = models.ForeignKey(Appraisal, on_delete=models.CASCADE, related_name="tests")
    number = models.PositiveSmallIntegerField("số")
    what = models.CharField("chỉ tiêu kiểm nghiệm", max_length=250)
    laboratory = models.CharField("nơi kiểm nghiệm", max_length=160, blank=True)
    asked_on = models.DateField("ngày đề nghị")
    result = models.TextField("kết quả", blank=True)
    result_on = models.DateField("ngày có kết quả", null=True, blank=True)
    paper = models.ForeignKey(
        DossierPaper, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        verbose_name = "kiểm nghiệm thêm"
        verbose_name_plural = "kiểm nghiệm thêm"
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["appraisal", "number"], name="requested_test_once"),
            models.CheckConstraint(condition=~Q(what=""), name="requested_test_says_what"),
            models.CheckConstraint(
                condition=Q(result="", result_on__isnull=True)
                | (~Q(result="") & Q(result_on__isnull=False)),
                name="requested_test_result_has_day",
            ),
        ]

    def __str__(self) -> str:
        return self.what
