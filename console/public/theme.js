// Runs before the first paint, so that a chosen theme does not flash in the system's colours; src/theme/theme.ts writes the choice.
(() => {
  let choice;
  try {
    choice = localStorage.getItem('portico.theme');
  } catch {
    // Storage may be forbidden; then the system decides.
  }
  if (choice === 'light' || choice === 'dark') document.documentElement.style.colorScheme = choice;
})();
