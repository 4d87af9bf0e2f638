-- Findings whose time to state one's case ran out before they had a state of their own for it.
update finding_finding set state = 'ready' where state = 'proposed' and exists (
  select 1 from deadline_clock where deadline_clock.centre_id = finding_finding.centre_id
  and deadline_clock.id = finding_finding.clock_id and deadline_clock.state = 'cancelled');
