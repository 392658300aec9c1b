
"use strict";
(function () {
  var filter = document.getElementById("filter");
  if (filter) {
    var items = Array.from(document.querySelectorAll("[data-severity]"));
    var rules = Array.from(document.querySelectorAll(".rule"));
    var apply = function () {
      var wanted = Array.from(filter.querySelectorAll("input:checked"), function (input) { return input.value; });
      var shown = 0;
      items.forEach(function (item) {
        item.hidden = wanted.indexOf(item.dataset.severity) < 0;
        if (!item.hidden) shown += 1;
      });
      rules.forEach(function (rule) { rule.hidden = !rule.querySelector("[data-severity]:not([hidden])"); });
      document.getElementById("shown").textContent = "Showing " + shown + " of " + items.length + (items.length === 1 ? " finding" : " findings");
    };
    filter.addEventListener("change", apply);
    filter.addEventListener("submit", function (event) { event.preventDefault(); });
    filter.hidden = false;
    apply();
  }

  // On paper nothing can be opened.
  var closed = [];
  addEventListener("beforeprint", function () {
    closed = Array.from(document.querySelectorAll("details:not([open])"));
    closed.forEach(function (details) { details.open = true; });
  });
  addEventListener("afterprint", function () {
    closed.forEach(function (details) { details.open = false; });
  });
})();
