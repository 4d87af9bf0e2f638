-- Looking back: which tickets were called again, and which cases were accepted or decided in a period.
create index queue_call_again on queue_call (centre_id, day) where again;
create index casework_case_accepted on casework_case (centre_id, accepted_at) where accepted_at > 0;
create index casework_case_decided on casework_case (centre_id, decided_at) where decided_at > 0;
