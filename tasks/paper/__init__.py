"""Papers: what is printed, sent or filed, written once and set as PDF, DOCX or PPTX."""
