-- Whoever calls about a payment reads the OCR number aloud.
create index invoice_ocr on invoice (creditor, ocr) where ocr is not null;
