/* Security keys: the sign-in library tells failures by an event; say them on the page.
     data-key-error     hidden note that appears when the browser or the person gave up on a key */
(() => {
  "use strict";
  document.addEventListener("allauth.error", (event) => {
    const note = document.querySelector("[data-key-error]");
    if (!note) return;
    event.preventDefault();
    note.hidden = false;
  });
})();
