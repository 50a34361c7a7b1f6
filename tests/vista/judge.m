judge ; Walks the globals of VistA's FileMan files and tells every fault; tests/vista/fields.tsv says what is to be there.
 ; Of each file: header, numbers without gaps, needed fields, pointers that lead somewhere, dates that exist, and cross
 ; references that have every entry and nothing else. Of each multiple: the same, by hand. Writes lines of
 ;   fault<tab>what          entries<tab>file<tab>how many
 new table,line,file,kind,facts,ien,value,faults,tab
 set $etrap="write ""fault"",$char(9),$zstatus,! zhalt 1" ; a node that is not there at all ends the walk
 set tab=$char(9),faults=0,table=$zcmdline
 open table:readonly use table
 for  read line quit:$zeof  set kind=$piece(line,tab),file=$piece(line,tab,2) if kind'="" do
 . if kind="file" set facts(file)=$piece(line,tab,3,4) quit
 . set facts(file,kind,$order(facts(file,kind,""),-1)+1)=$piece(line,tab,3,9)
 close table
 set file="" for  set file=$order(facts(file)) quit:file=""  do one(file)
 do races,records,reactions,profiles,draws,strays
 write "faults",tab,faults,!
 quit
 ;
fault(what) ; told of the first hundred
 set faults=faults+1
 if faults<101 write "fault",tab,what,!
 quit
 ;
root(file) quit $piece(facts(file),tab)
at(file,ien) quit $$root(file)_ien_")"
 ;
p(location) ; the piece of the entry that is looked at, "node;piece"
 new node set node=$piece(location,";")
 quit $piece($get(@entry@(node)),"^",$piece(location,";",2))
 ;
one(file) ; a file
 new entry,root,count,last,number,fact,header,tally,name,i,value
 set root=$$root(file),count=0,last=0,ien=0
 set header=$get(@$$at(file,0))
 for  set ien=$order(@$$at(file,ien)) quit:ien'=+ien!(ien="")  do
 . set entry=$$at(file,ien),count=count+1
 . if $piece(facts(file),tab,2)="dense",ien'=count,ien-last'=1 do fault(file_": no entry before "_ien)
 . set last=ien
 . if '$data(@entry@(0)) do fault(file_": entry "_ien_" has no zero node")
 . for i=1:1 quit:'$data(facts(file,"needed",i))  if $$p(facts(file,"needed",i))="" do fault(file_": entry "_ien_" lacks "_facts(file,"needed",i))
 . for i=1:1 quit:'$data(facts(file,"pointer",i))  do pointer(file,facts(file,"pointer",i))
 . for i=1:1 quit:'$data(facts(file,"date",i))  do
 . . set fact=facts(file,"date",i),value=$$p($piece(fact,tab))
 . . if value="" do:$piece(fact,tab,3)="needed" fault(file_": entry "_ien_" has no date at "_$piece(fact,tab)) quit
 . . if '$$isdate(value) do fault(file_": entry "_ien_" has no date at "_$piece(fact,tab)_" but "_value)
 . for i=1:1 quit:'$data(facts(file,"index",i))  do index(file,facts(file,"index",i))
 if $piece(header,"^",3)'=last do fault(file_": the header's last entry is "_$piece(header,"^",3)_", not "_last)
 if $piece(header,"^",4)'=count do fault(file_": the header counts "_$piece(header,"^",4)_", not "_count)
 if +$piece(header,"^",2)'=file do fault(file_": the header is of "_$piece(header,"^",2))
 write "entries",tab,file,tab,count,!
 ; Cross references: every entry was found in them; are there others?
 set name=" " for  set name=$order(@$$at(file,""""_name_"""")) quit:name=""  do
 . if file=9000001,name="D" quit  ; records looks at it
 . new base,node,size
 . set base=$$at(file,""""_name_""""),size=0,node=base
 . for  set node=$query(@node) quit:node=""  quit:$name(@node,$qlength(base))'=base  set size=size+1
 . if size'=+$get(tally(name)) do fault(file_": cross reference "_name_" has "_size_" entries, not "_+$get(tally(name)))
 quit
 ;
pointer(file,fact) ; location, target, needed
 set value=$$p($piece(fact,tab))
 if value="" do:$piece(fact,tab,3)="needed" fault(file_": entry "_ien_" points nowhere at "_$piece(fact,tab)) quit
 if value'=+value!'$data(@$$at($piece(fact,tab,2),+value)@(0)) do fault(file_": entry "_ien_" points at "_$piece(fact,tab)_" to "_$piece(fact,tab,2)_" entry "_value_", which is not there")
 quit
 ;
index(file,fact) ; name, then expressions of the subscripts before the entry's number
 new name,base,first,second,third
 set name=$piece(fact,tab),base=$$at(file,""""_name_"""")
 set @("first="_$piece(fact,tab,2)) quit:first=""
 if $piece(fact,tab,3)="" do:'$data(@base@(first,ien)) lacks(file,name) set tally(name)=$get(tally(name))+1 quit
 set @("second="_$piece(fact,tab,3))
 if $piece(fact,tab,4)="" do:'$data(@base@(first,second,ien)) lacks(file,name) set tally(name)=$get(tally(name))+1 quit
 set @("third="_$piece(fact,tab,4))
 do:'$data(@base@(first,second,third,ien)) lacks(file,name) set tally(name)=$get(tally(name))+1
 quit
lacks(file,name) do fault(file_": entry "_ien_" is not in the cross reference "_name) quit
 ;
isdate(value) ; (year-1700)MMDD, with a time or without
 new day,time,month,last
 set day=$piece(value,"."),time=$piece(value,".",2)
 if day'?7n!(value'=+value) quit 0
 set month=$extract(day,4,5),day=+$extract(day,6,7)
 set last=$select(+month=2:28+$$isleap($extract(value,1,3)+1700),"04060911"[month:30,1:31)
 if month<1!(month>12)!(day<1)!(day>last) quit 0
 if $length(time)>6 quit 0
 set time=$extract(time_"000000",1,6)
 quit $extract(time,1,2)<24&($extract(time,3,4)<60)&($extract(time,5,6)<60)
isleap(year) quit (year#4=0&(year#100'=0))!(year#400=0)
 ;
multiple(base,what,pointed) ; entries 1 to n of a multiple whose .01 points into a file; its header and its "B"
 new number,count,value,size
 set count=0,number=0 for  set number=$order(@base@(number)) quit:number'=+number!(number="")  do
 . set count=count+1,value=$piece($get(@base@(number,0)),"^")
 . if number'=count do fault(what_": no entry before "_number)
 . if value'=+value!'$data(@$$at(pointed,+value)@(0)) do fault(what_": entry "_number_" points to "_pointed_" entry "_value_", which is not there")
 . if pointed'=52,'$data(@base@("B",value,number)) do fault(what_": entry "_number_" is not in the cross reference B")
 if $piece(@base@(0),"^",3,4)'=(count_"^"_count) do fault(what_": the header has "_@base@(0)_", not "_count)
 if pointed=52 quit count
 set size=0,value="" for  set value=$order(@base@("B",value)) quit:value=""  set number="" for  set number=$order(@base@("B",value,number)) quit:number=""  set size=size+1
 if size'=count do fault(what_": the cross reference B has "_size_" entries, not "_count)
 quit count
 ;
races ; of the patients
 new patient,ignored
 set patient=0 for  set patient=$order(^DPT(patient)) quit:patient'=+patient!(patient="")  do
 . if $data(^DPT(patient,.02)) set ignored=$$multiple($name(^DPT(patient,.02)),"2: races of "_patient,10)
 . set ignored=$$multiple($name(^DPT(patient,.06)),"2: ethnicity of "_patient,10.2)
 . if '$data(^AUPNPAT(patient,0)) do fault("2: entry "_patient_" is no entry of 9000001")
 quit
 ;
records ; health record numbers
 new patient,place,number,size,count
 set count=0,patient=0 for  set patient=$order(^AUPNPAT(patient)) quit:patient'=+patient!(patient="")  do
 . set place=0 for  set place=$order(^AUPNPAT(patient,41,place)) quit:place'=+place!(place="")  do
 . . set number=$piece(^AUPNPAT(patient,41,place,0),"^",2),count=count+1
 . . if '$data(^DIC(4,place,0)) do fault("9000001: the house "_place_" of "_patient_" is not there")
 . . if number=""!'$data(^AUPNPAT("D",number,patient,place)) do fault("9000001: the record number of "_patient_" is not in the cross reference D")
 set size=0,number="" for  set number=$order(^AUPNPAT("D",number)) quit:number=""  set patient="" for  set patient=$order(^AUPNPAT("D",number,patient)) quit:patient=""  set size=size+1
 if size'=count do fault("9000001: cross reference D has "_size_" entries, not "_count)
 quit
 ;
reactions ; of allergies, and what they are against
 new allergy,ignored,reactant
 set allergy=0 for  set allergy=$order(^GMR(120.8,allergy)) quit:allergy'=+allergy!(allergy="")  do
 . set reactant=$piece(^GMR(120.8,allergy,0),"^",3)
 . if $piece(reactant,";",2)'="GMRD(120.82,"!'$data(^GMRD(120.82,+reactant,0)) do fault("120.8: entry "_allergy_" is against "_reactant_", which is not there")
 . if $data(^GMR(120.8,allergy,10)) set ignored=$$multiple($name(^GMR(120.8,allergy,10)),"120.8: reactions of "_allergy,120.83)
 quit
 ;
profiles ; the pharmacy's, against the prescriptions
 new patient,count,number,prescription,size,date
 set count=0,patient=0 for  set patient=$order(^PS(55,patient)) quit:patient'=+patient!(patient="")  do
 . set count=count+$$multiple($name(^PS(55,patient,"P")),"55: prescriptions of "_patient,52)
 . set (size,number)=0 for  set number=$order(^PS(55,patient,"P",number)) quit:number'=+number!(number="")  do
 . . set prescription=+^PS(55,patient,"P",number,0),size=size+1
 . . if $piece($get(^PSRX(prescription,0)),"^",2)'=patient do fault("55: "_patient_" has the prescription "_prescription_" of another")
 . . if '$data(^PS(55,patient,"P","A",$piece($get(^PSRX(prescription,2)),"^",6),prescription)) do fault("55: prescription "_prescription_" of "_patient_" is not in the cross reference A")
 . set date="" for  set date=$order(^PS(55,patient,"P","A",date)) quit:date=""  set number="" for  set number=$order(^PS(55,patient,"P","A",date,number)) quit:number=""  set size=size-1
 . if size'=0 do fault("55: cross reference A of "_patient_" has "_-size_" entries too many")
 if count'=$piece(^PSRX(0),"^",4) do fault("55: the profiles have "_count_" of "_$piece(^PSRX(0),"^",4)_" prescriptions")
 quit
 ;
draws ; results of the laboratory: when, of what, which tests
 new patient,inverse,count,field,entry,results,test,place
 set results=0,patient=0 for  set patient=$order(^LR(patient)) quit:patient'=+patient!(patient="")  do
 . if $piece(^LR(patient,0),"^",1,2)'=(patient_"^2") do fault("63: the zero node of "_patient)
 . if $get(^DPT(+$piece(^LR(patient,0),"^",3),"LR"))'=patient do fault("63: "_patient_" is not the one of its patient")
 . set count=0,inverse=0 for  set inverse=$order(^LR(patient,"CH",inverse)) quit:inverse=""  do
 . . set entry=^LR(patient,"CH",inverse,0),count=count+1
 . . if '$$isdate($piece(entry,"^"))!(9999999-$piece(entry,"^")'=inverse) do fault("63: "_patient_" has a draw at "_inverse_" of "_$piece(entry,"^"))
 . . if '$data(^VA(200,+$piece(entry,"^",4),0))!'$data(^VA(200,+$piece(entry,"^",10),0)) do fault("63: nobody verified or asked for the draw "_inverse_" of "_patient)
 . . if '$data(^LAB(61,+$piece(entry,"^",5),0)) do fault("63: no specimen of the draw "_inverse_" of "_patient)
 . . set place=$piece(entry,"^",13) if $piece(place,";",2)'="SC("!'$data(^SC(+place,0)) do fault("63: no place of the draw "_inverse_" of "_patient)
 . . set field=0 for  set field=$order(^LR(patient,"CH",inverse,field)) quit:field=""  do
 . . . set results=results+1,entry=^LR(patient,"CH",inverse,field)
 . . . if '$data(^LAB(60,"C","CH;"_field_";1")) do fault("63: no test has the field "_field)
 . . . if $piece(entry,"^")="" do fault("63: a result of "_patient_" at "_inverse_" says nothing")
 . . . if '$data(^LAB(61,+$piece(entry,"^",5),0))!'$data(^VA(200,+$piece(entry,"^",4),0)) do fault("63: a result of "_patient_" at "_inverse_" has no specimen or nobody who verified it")
 . if $piece(^LR(patient,"CH",0),"^",4)'=count do fault("63: the header of "_patient_" counts "_$piece(^LR(patient,"CH",0),"^",4)_" draws, not "_count)
 write "results",tab,63.04,tab,results,!
 set patient=0 for  set patient=$order(^DPT(patient)) quit:patient'=+patient!(patient="")  if $data(^DPT(patient,"LR")),$piece($get(^LR(+^DPT(patient,"LR"),0)),"^",3)'=patient do fault("2: the laboratory's entry of "_patient_" is another's")
 quit
 ;
strays ; globals that no file has, and what depends on a visit
 new visit,count,file
 set visit="^%" for  set visit=$order(@visit) quit:visit=""  if "^AUPNPAT^AUPNPROB^AUPNVCPT^AUPNVHF^AUPNVIMM^AUPNVPOV^AUPNVPRV^AUPNVSIT^AUTNPOV^AUTTHF^AUTTIMM^AUTTLOC^DIC^DPT^GMR^GMRD^ICD9^ICPT^LAB^LR^PS^PSDRUG^PSRX^SC^VA^"'[(visit_"^") do fault("no file has the global "_visit)
 for file=9000010.06,9000010.07,9000010.11,9000010.18,9000010.23 do
 . new ien set ien=0 for  set ien=$order(@$$at(file,ien)) quit:ien'=+ien!(ien="")  set visit=+$piece(@$$at(file,ien)@(0),"^",3),count(visit)=$get(count(visit))+1
 set visit=0 for  set visit=$order(^AUPNVSIT(visit)) quit:visit'=+visit!(visit="")  if +$piece(^AUPNVSIT(visit,0),"^",9)'=+$get(count(visit)) do fault("9000010: "_+$get(count(visit))_" entries depend on the visit "_visit_", not "_$piece(^AUPNVSIT(visit,0),"^",9))
 quit
