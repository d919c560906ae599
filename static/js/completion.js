// The closing page: rows by what is proposed, and the box for a reason only where one is needed.

const filter = document.querySelector("[data-proposals]");

function showRows() {
  const table = document.getElementById(filter.dataset.proposals);
  for (const row of table.tBodies[0].rows) row.hidden = filter.value !== "" && row.dataset.proposal !== filter.value;
}

function askReason(select) {
  const reason = select.parentElement.querySelector("input");
  reason.hidden = select.value === select.dataset.proposed;
}

filter?.addEventListener("change", showRows);
for (const select of document.querySelectorAll("select[data-proposed]")) {
  askReason(select);
  select.addEventListener("change", () => {
    askReason(select);
    const box = select.closest("tr").querySelector('input[name="confirmed"]');
    if (!box.checked) box.click();
    if (select.value !== select.dataset.proposed) select.parentElement.querySelector("input").focus();
  });
}
