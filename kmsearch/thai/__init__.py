"""Thai text: normalisation, tokens, repair of damaged text, dates, person names, keyboard layouts."""
