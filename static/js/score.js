/* The council's score sheet. Without it the page works by its buttons.
     a refused save (409, 400) still swaps the bar, so that the sentence is seen
     G goes to the comment; arrows down and up in a group of options are in portal.js */
(() => {
  "use strict";

  document.addEventListener("htmx:beforeSwap", (event) => {
    const { xhr, target } = event.detail;
    if (target && target.id === "tong" && (xhr.status === 409 || xhr.status === 400)) {
      // A whole page is no bar: a state that changed meanwhile is shown by loading the page again.
      if (!xhr.responseText.includes('id="tong"') || xhr.responseText.includes("<html")) {
        window.location.reload();
        return;
      }
      event.detail.shouldSwap = true;
      event.detail.isError = false;
    }
  });

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.altKey || event.metaKey || event.key.toLowerCase() !== "g") return;
    if (event.target.matches("textarea, select, input:not([type=radio])")) return;
    const comment = document.getElementById("comment");
    if (!comment) return;
    event.preventDefault();
    comment.focus();
  });
})();
