/* The council's score sheet. Without it the page works by its buttons.
     a refused save (409, 400) still swaps the bar, so that the sentence is seen
     signing waits for a save under way, and nothing is saved beside it
     the name of the paper on show is scrolled into sight
     the browser's PDF viewer, which takes the focus when it has loaded, gives it back
     G goes to the comment; arrows down and up in a group of options are in portal.js */
(() => {
  "use strict";

  // The form carries everything, so signing replaces a save that has not begun; one under way must end first,
  // because it changes the version. htmx would also send a late save to the address of the button just pressed.
  let saving = false, leaving = false, held = null;

  document.addEventListener("htmx:beforeRequest", (event) => {
    if (event.detail.elt.id !== "phieu") return;
    if (leaving || held) event.preventDefault();
    else saving = true;
  });

  document.addEventListener("htmx:afterRequest", (event) => {
    if (event.detail.elt.id !== "phieu") return;
    saving = false;
    if (!held) return;
    // The bar, with another button, and the version are in place some milliseconds later.
    setTimeout(() => {
      const button = document.querySelector(held);
      held = null;
      if (button) button.form.requestSubmit(button);
    }, 60);
  });

  document.addEventListener("submit", (event) => {
    if (event.target.id !== "phieu") return;
    if (saving) {
      event.preventDefault();
      const signs = event.submitter && event.submitter.hasAttribute("formaction");
      held = signs ? "button[form=phieu][formaction]" : "#phieu button:not([formaction])";
    } else {
      leaving = true;
    }
  });

  window.addEventListener("pageshow", () => { leaving = false; });

  const shown = document.querySelector(".k-docs [aria-current]");
  if (shown) shown.parentElement.scrollLeft = shown.offsetLeft - shown.parentElement.offsetLeft;

  // Going into the viewer on purpose is by Tab, or by a press while the pointer is over it.
  let tabbed = 0, last = null;
  document.addEventListener("keydown", (event) => { if (event.key === "Tab") tabbed = event.timeStamp; }, true);
  document.addEventListener("focusin", (event) => { if (event.target.tagName !== "IFRAME") last = event.target; });
  window.addEventListener("blur", (event) => {
    const viewer = document.activeElement;
    if (!viewer || !viewer.matches("iframe.k-viewer:not(:hover)") || event.timeStamp - tabbed < 500) return;
    viewer.blur();
    if (last && last.isConnected) last.focus({ preventScroll: true });
  });

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
