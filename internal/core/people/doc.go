// Package people is who works in the hall: the stationed people and the centre's own (进驻人员). A person's whole file and
// the review before service come with the forms of Article 5; the ground knows name, department, kind and validity.
package people
