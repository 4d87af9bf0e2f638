package text

import "context"

type langKey struct{}

// With puts the reader's language into a context.
func With(ctx context.Context, lang Lang) context.Context {
	return context.WithValue(ctx, langKey{}, lang)
}

// Of is the reader's language, Chinese when none was chosen.
func Of(ctx context.Context) Lang {
	if lang, ok := ctx.Value(langKey{}).(Lang); ok {
		return lang
	}
	return Zh
}
