// Brings the components of a page to life, at first and after each swap. Without it every page works.
import {
  Button,
  CharacterCount,
  ErrorSummary,
  NotificationBanner,
  ServiceNavigation,
  SkipLink,
  isSupported,
} from "./vendor/govuk-frontend@6.3.0/govuk-frontend.min.js";

const COMPONENTS = {
  "govuk-button": Button,
  "govuk-character-count": CharacterCount,
  "govuk-error-summary": ErrorSummary,
  "govuk-notification-banner": NotificationBanner,
  "govuk-service-navigation": ServiceNavigation,
  "govuk-skip-link": SkipLink,
};

// htmx has noted where the browser is. MARS leaves nothing in it.
try {
  sessionStorage.removeItem("htmx-current-path-for-history");
} catch {
  // Without a store there is nothing in it.
}

function within(root, selector) {
  const found = [...root.querySelectorAll(selector)];
  return root.matches(selector) ? [root, ...found] : found;
}

function enhance(root) {
  for (const [name, Component] of Object.entries(COMPONENTS)) {
    for (const element of within(root, `[data-module="${name}"]:not([data-${name}-init])`)) {
      new Component(element);
    }
  }
  for (const button of within(root, "button[data-print]")) {
    button.hidden = false;
    button.onclick = () => window.print();
  }
}

function retitle() {
  const faulty = document.querySelector('[data-module="govuk-error-summary"]');
  document.title = (faulty ? "Error: " : "") + document.title.replace(/^Error: /, "");
}

let heldFocus = false;
document.body.addEventListener("htmx:beforeSwap", (event) => {
  heldFocus = event.detail.target.contains(document.activeElement);
});

document.body.classList.add("js-enabled", "govuk-frontend-supported");
if (isSupported()) {
  enhance(document.body);
  window.htmx?.onLoad((root) => {
    if (root === document.body) return;
    enhance(root);
    retitle();
    const lostFocus = heldFocus && document.activeElement === document.body;
    if (lostFocus || root.id === "main-content") {
      // What was pressed is gone, or a page of explanation took its place: go on from the top of it.
      root.tabIndex = -1;
      root.focus();
    }
  });
}

// Text that is kept while somebody writes: only its status line ever changes, whatever the answer is.
function isKeeping(event) {
  return event.detail.target?.id === "kept";
}

function notKept() {
  const line = document.getElementById("kept");
  if (line) line.textContent = "Your text could not be kept just now. Save it soon.";
}

document.body.addEventListener("htmx:beforeOnLoad", (event) => {
  if (!isKeeping(event) || event.detail.xhr.getResponseHeader("MARS-Kept")) return;
  event.preventDefault();
  notKept();
});

document.body.addEventListener("htmx:sendError", (event) => {
  if (isKeeping(event)) {
    notKept();
    return;
  }
  const summary = document.createElement("div");
  summary.className = "govuk-error-summary";
  summary.innerHTML =
    '<div role="alert"><h2 class="govuk-error-summary__title">MARS could not be reached</h2>' +
    '<div class="govuk-error-summary__body"><p>Nothing was sent. What you typed is still here.</p>' +
    "<p>Check your connection and try again.</p></div></div>";
  document.querySelector("[data-unreached]")?.remove();
  summary.dataset.unreached = "";
  summary.tabIndex = -1;
  document.getElementById("main-content").prepend(summary);
  summary.focus();
});
