from django.urls import path

from programmes.views import calls, ideas, outcome

urlpatterns = [
    path("", calls.home, name="home"),
    path("y-tuong/", calls.call_list, name="call_list"),
    path("y-tuong/dot/moi/", calls.call_create, name="call_create"),
    path("y-tuong/dot/<slug:code>/", calls.call_detail, name="call_detail"),
    path("y-tuong/dot/<slug:code>/sua/", calls.call_edit, name="call_edit"),
    path("y-tuong/dot/<slug:code>/cong-bo/", calls.call_publish, name="call_publish"),
    path("y-tuong/dot/<slug:code>/dong/", calls.call_close, name="call_close"),
    path("y-tuong/dot/<slug:code>/dang-ky/", ideas.idea_register, name="idea_register"),
    path("y-tuong/dot/<slug:code>/chon/", outcome.idea_choose, name="idea_choose"),
    path("y-tuong/dot/<slug:code>/danh-sach.pdf", outcome.idea_list_pdf, name="idea_list_pdf"),
    path("y-tuong/<slug:code>/", ideas.idea_detail, name="idea_detail"),
    path("y-tuong/<slug:code>/sua/", ideas.idea_edit, name="idea_edit"),
    path("y-tuong/<slug:code>/khao-sat/", ideas.idea_survey, name="idea_survey"),
    path("y-tuong/<slug:code>/rut/", ideas.idea_withdraw, name="idea_withdraw"),
    path("y-tuong/<slug:code>/san-pham/", outcome.idea_take_up, name="idea_take_up"),
    path("y-tuong/<slug:code>/phieu.pdf", outcome.idea_pdf, name="idea_pdf"),
]
