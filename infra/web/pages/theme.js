// Light or dark: what was chosen on the API face, else what the system says. Loaded before a page is drawn.
const themes = ['system', 'light', 'dark'];
const systemIsDark = matchMedia('(prefers-color-scheme: dark)');

function chosenTheme() {
  const name = localStorage.getItem('theme');
  return themes.includes(name) ? name : 'system';
}

function showTheme() {
  const dark = chosenTheme() === 'dark' || (chosenTheme() === 'system' && systemIsDark.matches);
  document.documentElement.dataset.theme = dark ? 'dark' : 'light';
  document.documentElement.classList.toggle('dark-mode', dark); // what Swagger UI goes by
}

function chooseTheme(name) {
  localStorage.setItem('theme', name);
  showTheme();
}

showTheme();
systemIsDark.addEventListener('change', showTheme);
