// Presses “Go on” until all rows are checked or imported. Without this script a person does.
const form = document.getElementById("step");
const progress = document.getElementById("progress");
const stopped = document.getElementById("stopped");

async function step() {
  const answer = await fetch(form.action, {
    method: "POST",
    body: new FormData(form),
    headers: { Accept: "application/json" },
  });
  if (!answer.headers.get("Content-Type").startsWith("application/json")) return false;
  const { state, done, of } = await answer.json();
  progress.max = of;
  progress.value = done;
  document.getElementById("done").textContent = done;
  return state === form.dataset.state;
}

async function run() {
  try {
    while (await step());
    location.reload();
  } catch {
    stopped.hidden = false; // the button goes on
  }
}

run();
