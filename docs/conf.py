"""How the documentation becomes a site: `./vitrina dev docs`."""

project = "Vitrina"
copyright = "the authors of Vitrina"
extensions = ["myst_parser"]
exclude_patterns = ["decisions/template.md", "conf.py"]
myst_heading_anchors = 3
myst_enable_extensions = ["colon_fence"]
# What is shown as code may be of a kind that the highlighter does not know all of.
suppress_warnings = ["misc.highlighting_failure"]
html_theme = "furo"
html_title = "Vitrina"
html_show_sourcelink = False
html_copy_source = False
html_theme_options = {
    "light_css_variables": {"color-brand-primary": "#c0006a", "color-brand-content": "#c0006a"},
    "dark_css_variables": {"color-brand-primary": "#ff7ac0", "color-brand-content": "#ff7ac0"},
}
