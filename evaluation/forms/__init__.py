"""Forms of surveys and stories."""
