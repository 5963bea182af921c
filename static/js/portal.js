/* Small helps for pages that work without them. No dependency, no inline handler; hooks are data attributes:
     data-focus         focus this element when the page opens (error summary)
     data-digits        a group of score options: digit keys choose by points, arrows up and down go on
     data-max-bytes     file input: name and size are shown, a file that is too big is said at once, with data-advice
     data-drop          form: a file dropped anywhere on the page goes into its file input
     data-sign-out      form: signing out forgets what writing.js and score-keep.js kept in this browser
     data-guard         form: leaving with unsaved changes is asked about; a second press is not sent
     data-copy          button: copies its value, or this page's address when empty
     data-print         button: prints
     data-submit        select or input: sends its form when it changes                                        */
(() => {
  "use strict";

  const number = (value) => value.toLocaleString("vi-VN", { maximumFractionDigits: 1 });
  const size = (bytes) => (bytes < 1048576 ? `${number(Math.round(bytes / 1024))} KB` : `${number(bytes / 1048576)} MB`);

  function prepare(root) {
    const summary = root.querySelector("[data-focus]");
    if (summary) summary.focus();
  }

  // --- files ------------------------------------------------------------------------------------------------
  function showFiles(input) {
    const limit = Number(input.dataset.maxBytes);
    let list = input.parentElement.querySelector(".o-picked-files");
    if (!list) {
      list = document.createElement("ul");
      list.className = "o-picked-files";
      list.setAttribute("role", "status");
      input.after(list);
    }
    list.replaceChildren();
    let tooBig = "";
    for (const file of input.files) {
      const line = document.createElement("li");
      const over = limit && file.size > limit;
      line.textContent = over
        ? `${file.name}: ${size(file.size)}, nhiều nhất ${size(limit)}. ${input.dataset.advice || "Hãy quét ở 150 dpi hoặc chia nhỏ"}`
        : `${file.name}, ${size(file.size)}`;
      if (over) {
        line.className = "bad";
        tooBig = line.textContent;
      }
      list.append(line);
    }
    input.setCustomValidity(tooBig);
  }

  // A file let go beside the frame must not open in place of the page.
  const dropInput = () => document.querySelector("form[data-drop] input[type=file]");

  for (const kind of ["dragover", "dragleave", "drop"]) {
    document.addEventListener(kind, (event) => {
      const input = dropInput();
      if (!input || !event.dataTransfer.types.includes("Files")) return;
      event.preventDefault();
      input.classList.toggle("over", kind === "dragover");
      if (kind !== "drop" || !event.dataTransfer.files.length) return;
      input.files = event.dataTransfer.files;
      input.dispatchEvent(new Event("change", { bubbles: true }));
    });
  }

  const guarded = (form) => form && form.dataset.guard !== undefined;

  function forget() {
    try {
      for (const key of Object.keys(localStorage).filter((one) => /^ocop:(nhap:|phieu\/)/.test(one))) localStorage.removeItem(key);
    } catch { /* a browser that keeps nothing has nothing to forget */ }
  }

  // --- events -----------------------------------------------------------------------------------------------
  document.addEventListener("change", (event) => {
    const field = event.target;
    if (field.matches("input[type=file][data-max-bytes]")) showFiles(field);
    if (field.matches("[data-submit]")) field.form.requestSubmit();
    else if (guarded(field.form)) field.form.dataset.dirty = "1";
  });

  document.addEventListener("input", (event) => {
    if (guarded(event.target.form)) event.target.form.dataset.dirty = "1";
  });

  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (form.dataset.sent === "1") {
      event.preventDefault();
      return;
    }
    form.dataset.dirty = "";
    if (form.dataset.signOut !== undefined) forget();
    if (form.dataset.guard !== undefined) {
      form.dataset.sent = "1";
      setTimeout(() => { form.dataset.sent = ""; }, 8000);
    }
  });

  // Pages kept by the browser for "back" must be sendable again.
  window.addEventListener("pageshow", () => {
    for (const form of document.querySelectorAll("form[data-sent]")) form.dataset.sent = "";
  });

  window.addEventListener("beforeunload", (event) => {
    if ([...document.forms].some((form) => guarded(form) && form.dataset.dirty === "1")) event.preventDefault();
  });

  // Up and down would change the mark, as in any group of radios; here they leave it and go on. Left and right change it.
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.altKey || event.metaKey || !/^Arrow(Up|Down)$/.test(event.key)) return;
    const group = event.target.matches("input[type=radio]") && event.target.closest("[data-digits]");
    if (!group) return;
    event.preventDefault();
    const groups = [...document.querySelectorAll("[data-digits]:not(:disabled)")].filter((one) => !one.closest("[hidden]"));
    const next = groups[groups.indexOf(group) + (event.key === "ArrowDown" ? 1 : -1)];
    if (!next) return;
    const folded = next.closest("details");
    if (folded) folded.open = true;
    (next.querySelector("input:checked") || next.querySelector("input")).focus();
  });

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.altKey || event.metaKey || !/^[0-9]$/.test(event.key)) return;
    const group = event.target.closest?.("[data-digits]");
    if (!group || (event.target.matches("input:not([type=radio]), textarea, select"))) return;
    const option = group.querySelector(`input[data-digit="${event.key}"]`);
    if (!option) return;
    event.preventDefault();
    option.focus();
    if (!option.checked) option.click();
  });

  document.addEventListener("click", async (event) => {
    const button = event.target.closest?.("[data-copy], [data-print], [aria-disabled=true]");
    if (!button) return;
    if (button.getAttribute("aria-disabled") === "true") {
      event.preventDefault();
    } else if (button.dataset.print !== undefined) {
      window.print();
    } else {
      const kept = [...button.childNodes];
      try {
        await navigator.clipboard.writeText(button.dataset.copy || location.href);
        button.textContent = "Đã chép";
      } catch {
        button.textContent = "Không chép được, hãy chép ở thanh địa chỉ";
      }
      setTimeout(() => { button.replaceChildren(...kept); }, 2500);
    }
  });

  document.addEventListener("htmx:afterSettle", (event) => prepare(event.target));
  prepare(document);
})();
