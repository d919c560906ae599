// Draws each <figure data-chart="id"> from the JSON block of that id; ECharts is fetched only then.

function library(address) {
  return new Promise((resolve, reject) => {
    const script = document.createElement("script");
    script.src = address;
    script.addEventListener("load", resolve);
    script.addEventListener("error", reject);
    document.head.append(script);
  });
}

function ink(name) {
  return getComputedStyle(document.documentElement).getPropertyValue(name).trim();
}

async function draw() {
  const figures = [...document.querySelectorAll("figure[data-chart]")];
  if (!figures.length) return;
  await library(figures[0].dataset.library);
  for (const figure of figures) {
    const options = JSON.parse(document.getElementById(figure.dataset.chart).textContent);
    const base = { color: ["--ok", "--late", "--absent", "--leave", "--gold", "--none"].map(ink), textStyle: { color: ink("--ink-2"), fontFamily: ink("--sans") }, animation: !matchMedia("(prefers-reduced-motion: reduce)").matches };
    const chart = window.echarts.init(figure.querySelector(".chart-area"), null, { renderer: "svg" });
    chart.setOption({ ...base, ...options });
    new ResizeObserver(() => chart.resize()).observe(figure);
  }
}

draw();
