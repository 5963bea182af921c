from django.urls import path

from evaluations.views import files

_ONE = "ho-so/<str:code>/"
_WORD = {"kind": "docx"}

urlpatterns = [
    path(f"{_ONE}mau-01.docx", files.dossier_form_01, _WORD, name="dossier_form_01_docx"),
    path(f"{_ONE}mau-02.docx", files.dossier_form_02, _WORD, name="dossier_form_02_docx"),
    path(f"{_ONE}mau-03.docx", files.dossier_form_03, _WORD, name="dossier_form_03_docx"),
    path(f"{_ONE}van-ban-de-nghi.docx", files.dossier_letter_docx, name="dossier_letter_docx"),
]
