package app

import "lianban/internal/app/sample"

// Sample gives the services of this house to the sample centre.
func (a *App) Sample(c *sample.Clock) sample.Deps {
	return sample.Deps{Store: a.Store, Clock: c, Centre: a.Identity.Centre, Directory: a.Directory, Calendar: a.Calendar,
		Identity: a.Identity, Catalog: a.Catalog, Queue: a.Queue, Cases: a.Casework, Reviews: a.Review, Deadlines: a.Deadline,
		Log: a.Log}
}
