"""Reading what employers and learners see: anonymous by construction."""
